"""WPS 表格: the same ribbon and functions, from a folder, without administrator rights.

places      where WPS, its add-ins and our service are on this machine
addin       the files of the add-in: ribbon and functions from their tables, one client
icons       its pictures
publish     our entry in WPS' list of add-ins; the others' stay as they are
installing  puts it there and takes it away
doctor      says how it stands, and what to do
spelling    =QBE_CV, as Excel writes it, and =QBE.CV, as WPS does
"""
