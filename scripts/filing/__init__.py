"""The filing documents as outlines, from which both the Word and the web template are made."""
