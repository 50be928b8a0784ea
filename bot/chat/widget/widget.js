/* What a school puts on its pages:
     <script src="https://chat.example.org/chat/widget.js" data-school="Example School" async></script>
   Loads the rest from the same place and nowhere else. When that place can't be reached, the page stays as it is.
     data-school    the name to show; without it, the one in school.yml
     data-target    id of an element to fill with the chat; without it, a button opens the chat over the page
     data-language  without it, the page's own
     data-persona   parent (without it), student or staff */
(() => {
  const script = document.currentScript;
  const base = new URL("./", script.src).href;

  async function get(name, kind) {
    const response = await fetch(base + name);
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    return response[kind]();
  }

  async function begin() {
    const language = script.dataset.language || document.documentElement.lang;
    const [chat, style, known] = await Promise.all([
      import(`${base}chat.js`),
      get("widget.css", "text"),
      get(`words.json?language=${encodeURIComponent(language)}`, "json"),
    ]);
    if (script.dataset.school) known.school.name = script.dataset.school;
    chat.show({ base, style, known, persona: script.dataset.persona, target: script.dataset.target });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
