"""The pictures that social networks show beside a link to the site, drawn when they are first asked for."""
