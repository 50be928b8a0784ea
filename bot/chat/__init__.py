"""The families' side: the chat contract over HTTP, the widget's files, and a sample page to try them on.
It must know nothing of Rasa and of tables: the assistant answers, intake keeps."""
