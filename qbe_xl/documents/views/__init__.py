"""The data of each document, as plain words: one module a document or kind of documents."""
