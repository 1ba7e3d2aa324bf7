// Draws every figure for the screen, and once more at the width of an A4 page for paper.
(async () => {
  const root = document.documentElement;
  const PAPER_WIDTH = 720; // pixels, shown on the 174 mm of the text: letters of about 8 points
  const config = JSON.parse(document.getElementById("chart-locale").textContent);
  const fonts = getComputedStyle(document.body).fontFamily;
  const ink = () => getComputedStyle(root).getPropertyValue("--ink").trim();
  const faces = document.getElementById("fonts").textContent;
  // A picture sees none of the page's fonts: its own copy is written into it.
  const withFonts = (url) => {
    const svg = decodeURIComponent(url.slice(url.indexOf(",") + 1));
    const style = `<style>${faces} text { font-variant-ligatures: none; }</style>`;
    return "data:image/svg+xml," + encodeURIComponent(svg.replace(/<svg[^>]*>/, (head) => head + style));
  };
  await Promise.all(["400 16px", "600 16px"].map((size) => document.fonts.load(`${size} "Cadence Report"`)));
  const drawn = [];
  const font = (color, size) => ({ color, size, family: fonts });
  for (const place of document.querySelectorAll(".plot")) {
    const spec = JSON.parse(document.getElementById(place.id + "-spec").textContent);
    await Plotly.newPlot(place, spec.data, { ...spec.layout, font: font(ink(), 13) }, { ...config, responsive: true });
    drawn.push(place);
    const paper = { data: spec.data, config, layout: { ...spec.layout, autosize: false, width: PAPER_WIDTH, font: font("#14181e", 12) } };
    const image = document.getElementById(place.id + "-paper");
    image.src = withFonts(await Plotly.toImage(paper, { format: "svg", width: PAPER_WIDTH, height: spec.layout.height }));
    await image.decode();
  }
  const theme = matchMedia("(prefers-color-scheme: dark)");
  theme.addEventListener("change", () => drawn.forEach((place) => Plotly.relayout(place, { "font.color": ink() })));
  root.dataset.drawn = "yes";
})();
