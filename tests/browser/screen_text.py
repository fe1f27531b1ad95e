"""Measures a screen's text: broken words, cut text and excess width."""

from playwright.sync_api import Page, expect

MEASURE = r"""
() => {
  const LONGEST_WHOLE = 20;
  // A word may end its line at a hyphen, a slash or an at sign.
  const WORD = /[^\s\u2010-\u2015/@-]+[\u2010-\u2015/@-]?/g;
  const problems = [];
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) problems.push(`page is ${page.scrollWidth} px wide`);
  // Text for screen readers only is in a box of one pixel.
  const isHidden = (element) => {
    for (let each = element; each && each !== document.body; each = each.parentElement)
      if (getComputedStyle(each).clipPath !== 'none') return true;
    return false;
  };
  const isSeen = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    !element.closest('.unseen, .skip, thead, option, datalist, script, style') &&
    // Addresses and codes may break anywhere.
    !element.closest('code, .unspaced') &&
    !isHidden(element);
  const isCut = (style) => /hidden|clip/.test(`${style.overflowX} ${style.overflowY}`);
  const endsInEllipsis = (style) =>
    style.textOverflow === 'ellipsis' || !['none', ''].includes(style.webkitLineClamp);
  const boxesOf = (element) => {
    const boxes = [];
    for (let each = element; each && each !== document.body; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (/auto|scroll/.test(style.overflowX)) break;
      if (isCut(style)) boxes.push({ rect: each.getBoundingClientRect(), style });
    }
    return boxes;
  };
  const scrolls = (element) => {
    for (let each = element; each && each !== document.body; each = each.parentElement)
      if (/auto|scroll/.test(getComputedStyle(each).overflowX)) return true;
    return false;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || !isSeen(parent)) continue;
    const boxes = boxesOf(parent);
    for (const { 0: word, index } of node.data.matchAll(WORD)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const rects = [...range.getClientRects()].filter((rect) => rect.width > 0);
      if (!rects.length) continue;
      const lines = new Set(rects.map((rect) => Math.round(rect.bottom)));
      if (word.length <= LONGEST_WHOLE && lines.size > 1) problems.push(`“${word}” is broken`);
      for (const rect of rects) {
        const outside = boxes.some(
          (box) =>
            !endsInEllipsis(box.style) &&
            (rect.right > box.rect.right + 1 || rect.left < box.rect.left - 1 ||
             rect.bottom > box.rect.bottom + rect.height / 2),
        );
        if (outside) problems.push(`“${word}” is cut off`);
        if (rect.right > page.clientWidth + 1 && !boxes.length && !scrolls(parent))
          problems.push(`“${word}” is beyond the edge`);
      }
    }
  }
  return [...new Set(problems)];
}
"""
WIDTHS = (320, 390, 768, 1024, 1280, 1920)
HEIGHT = 900


def wait_until_loaded(page: Page) -> None:
    """Wait until the screen has its heading and no part of it is loading."""
    expect(page.get_by_role("heading").first).to_be_visible()
    expect(page.locator(".skeleton")).to_have_count(0)


def text_problems(page: Page) -> list[str]:
    """Return what is wrong with the screen's text at each width."""
    problems: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        problems += [f"{width} px: {each}" for each in page.evaluate(MEASURE)]
    return problems
