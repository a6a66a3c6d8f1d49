// Asks for the list again while somebody types, and puts it into the page: the server writes it, by the same template.
const search = document.querySelector("input[data-list]");
const list = document.querySelector("#list");
let asked = 0;

search.addEventListener("input", async () => {
  const number = ++asked;
  const response = await fetch(search.dataset.list + "?" + new URLSearchParams({ q: search.value }));
  const part = await response.text();
  // A response to what was typed earlier may come late.
  if (response.ok && number === asked) list.innerHTML = part;
});
