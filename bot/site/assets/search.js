// Show the search boxes, and on the first page search the index that was written with the pages.

const root = new URL("../", import.meta.url);
const PAGES = 8;
const PASSAGES = 3;
const NEAR = 15; // in words
const forms = document.querySelectorAll("form.search");
const section = document.querySelector(".results");
for (const form of forms) form.hidden = false;

// Each language has an index of its own. Pagefind takes that of the page; the others are added to it.
const load = async () => {
  const pagefind = await import(new URL("pagefind/pagefind.js", root));
  const baseUrl = root.pathname;
  await pagefind.options({ baseUrl, excerptLength: 28 });
  await pagefind.init();
  const { languages } = await (await fetch(new URL("pagefind/pagefind-entry.json", root))).json();
  const own = [document.documentElement.lang, document.documentElement.lang.split("-")[0]];
  const most = Object.keys(languages).sort((one, other) => languages[other].page_count - languages[one].page_count);
  const taken = own.find((language) => language in languages) ?? most[0];
  for (const language of most.filter((one) => one !== taken)) {
    // A whole address: Pagefind does not add an index whose path is that of its own.
    await pagefind.mergeIndex(new URL("pagefind/", root).href, { language, baseUrl });
  }
  return pagefind;
};

let engine;
const element = (name, className, text) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
};

// The excerpt is HTML of which only <mark> is markup; no other becomes any here.
const marked = (excerpt) => {
  const words = element("span", "words");
  const parsed = new DOMParser().parseFromString(excerpt, "text/html").body;
  words.append("… ");
  for (const node of parsed.childNodes) {
    words.append(node.nodeName === "MARK" ? element("mark", "", node.textContent) : node.textContent);
  }
  words.append(" …");
  return words;
};

// Where most of the words that were found stand together: the middle one of them, and how many.
const densest = (passage) => {
  const places = [...passage.locations].sort((one, other) => one - other);
  return places
    .map((at) => places.filter((other) => other >= at && other < at + NEAR))
    .map((near) => ({ at: near[near.length >> 1], count: near.length }))
    .reduce((best, one) => (one.count > best.count ? one : best), { at: 0, count: 0 });
};

// The link opens the quote at that place: the last id before it.
const address = (page, passage) => {
  const url = new URL(passage.url, document.baseURI);
  const { at } = densest(passage);
  const before = (page.anchors ?? []).filter((one) => one.location <= at);
  const nearest = before.reduce((best, one) => (best && best.location > one.location ? best : one), null);
  if (nearest) url.hash = nearest.id;
  return url;
};

const result = (page) => {
  const item = element("li");
  const heading = element("h2");
  const title = element("a", "", page.meta.title);
  title.href = page.url;
  heading.append(title);
  item.append(heading);
  // What stands before the first chapter, such as topics, comes after the passages of chapters.
  const inChapter = (passage) => passage.url !== page.url;
  const passages = [...page.sub_results].sort(
    (one, other) => inChapter(other) - inChapter(one) || densest(other).count - densest(one).count,
  );
  for (const passage of passages.slice(0, PASSAGES)) {
    const link = element("a", "found");
    link.href = address(page, passage);
    if (inChapter(passage)) link.append(element("span", "chapter-title", passage.title));
    link.append(marked(passage.excerpt));
    item.append(link);
  }
  return item;
};

let asked = 0;
const search = async (query) => {
  const mine = ++asked;
  const status = section.querySelector(".status");
  const list = section.querySelector("ol");
  section.hidden = !query;
  if (!query) return list.replaceChildren();
  status.textContent = section.dataset.searching;
  try {
    engine ??= load();
    const found = (await (await engine).search(query)).results;
    const pages = await Promise.all(found.slice(0, PAGES).map((one) => one.data()));
    if (mine !== asked) return;
    list.replaceChildren(...pages.map(result));
    const count = found.length;
    const many = section.dataset.many.replace("{number}", count.toLocaleString(document.documentElement.lang));
    status.textContent = count === 0 ? section.dataset.none : count === 1 ? section.dataset.one : many;
  } catch {
    engine = undefined;
    if (mine === asked) status.textContent = section.dataset.failed;
  }
};

if (section) {
  const form = forms[0];
  const input = form.querySelector("input");
  let waiting;
  const given = () => new URLSearchParams(location.search).get("q")?.trim() ?? "";
  const show = (query) => {
    const url = new URL(location.href);
    query ? url.searchParams.set("q", query) : url.searchParams.delete("q");
    history.replaceState(null, "", url);
    search(query);
  };
  input.addEventListener("focus", () => (engine ??= load()).catch(() => (engine = undefined)), { once: true });
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => show(input.value.trim()), 200);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    show(input.value.trim());
  });
  input.value = given();
  if (input.value) search(input.value);
}
