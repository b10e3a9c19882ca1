"""The filing package: what a county files and uses inside, in Word, HTML, .xlsx and PDF.

A document is one entry of `registry.DOCUMENTS`, one template in Word and one for the web. Its view
function turns the `Material` of a run into plain data; every figure in it is already a text, made
by `figures`, so it reads the same in every document.

Nothing is imported here: an assessment needs a page of it, not the whole package.
"""
