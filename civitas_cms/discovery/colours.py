"""The colours of static/css/tokens.css, in light, that no style sheet reaches: of share pictures, icons and devices."""

PAPER = "#fbf7f0"
NIGHT = "#16203a"
ON_NIGHT = "#f7f1e7"
ON_NIGHT_QUIET = "#bcc3d6"
ON_NIGHT_ACCENT = "#ff9a7d"
SIGNAL = "#ff6b47"  # the disc of the site's sign, static/img/favicon.svg
