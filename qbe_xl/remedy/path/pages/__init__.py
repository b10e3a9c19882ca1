"""The sheets of 缺口与方案: for the file, and for hosts that are written in blocks of cells."""
