/* python.exe: what the maker of a wheel leaves out beside the library of CPython. */
#include <windows.h>
#include <stdio.h>
typedef int (*MAIN)(int, wchar_t **);
int wmain(int argc, wchar_t **argv) {
  HMODULE library = LoadLibraryW(L"python" VERSION L".dll");
  if (!library) { fwprintf(stderr, L"no python dll %lu\n", GetLastError()); return 9; }
  return ((MAIN)GetProcAddress(library, "Py_Main"))(argc, argv);
}
