"""What a mail program shows of a letter."""


def text_of(letter):
    """The plain text, which every letter has."""
    return letter.get_body(("plain",)).get_content()


def page_of(letter):
    """The HTML beside it; None where there is none."""
    page = letter.get_body(("html",))
    return page.get_content() if page else None
