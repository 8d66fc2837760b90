"""News: articles made of blocks, with quotes by named speakers and the partner projects that took part."""
