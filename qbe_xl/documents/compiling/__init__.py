"""From outlines to templates: what a document says, once, as its Word and its web template."""
