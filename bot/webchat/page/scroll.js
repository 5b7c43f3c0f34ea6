// Where the page stands: follows the conversation, unless the person is reading further up.

const NEAR = 120;
const GAP = 12;

/**
 * Follows new messages; `pill` is the button that leads back down,
 * `header` and `dock` are what covers the page above and below.
 */
export function follow({ pill, header, dock }) {
  let atEnd = true;
  let moved = false; // until the conversation starts, the page stays where it opened
  const page = document.documentElement;
  const toEnd = () => window.scrollTo(0, page.scrollHeight);
  const look = () => {
    atEnd = page.scrollHeight - window.scrollY - window.innerHeight < NEAR;
    if (atEnd) pill.hidden = true;
  };

  /** A long answer is read from its beginning. */
  function show(node) {
    const covered = header ? Math.max(0, header.getBoundingClientRect().bottom) : 0;
    const top = node.getBoundingClientRect().top + window.scrollY - covered - GAP;
    window.scrollTo(0, Math.max(0, top));
    look();
  }

  window.addEventListener("scroll", look, { passive: true });
  const keep = () => { if (atEnd && moved) toEnd(); };
  // The phone's keyboard and a taller dock take away height: the newest line stays in view.
  window.addEventListener("resize", keep);
  if (window.ResizeObserver) new ResizeObserver(keep).observe(dock);
  pill.addEventListener("click", () => { toEnd(); pill.hidden = true; });
  look();

  return {
    keep,
    toEnd() { moved = true; toEnd(); look(); },
    arrived(node) {
      if (atEnd) show(node);
      else pill.hidden = false;
    },
  };
}
