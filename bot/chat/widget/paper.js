/* The page of a letter: the button that prints it. Without scripts, the browser's own menu does the same. */
const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => print());
