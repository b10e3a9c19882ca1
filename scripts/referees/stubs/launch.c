/* Starts the Python of a command line's rest and ends as it ends.
   PY: stands for py.exe, which knows -3.NN. Otherwise: stands for venvlauncher.exe, which reads
   pyvenv.cfg beside its folder. */
#include <windows.h>
#include <stdio.h>
#include <wchar.h>
static wchar_t *rest(void) {
  wchar_t *l = GetCommandLineW();
  if (*l == L'"') { l++; while (*l && *l != L'"') l++; if (*l) l++; }
  else while (*l && *l != L' ') l++;
  while (*l == L' ') l++;
  return l;
}
static int start(const wchar_t *exe, const wchar_t *words) {
  static wchar_t line[32000];
  STARTUPINFOW si; PROCESS_INFORMATION pi; DWORD code = 0;
  swprintf(line, 32000, L"\"%ls\" %ls", exe, words);
  GetStartupInfoW(&si);
  if (!CreateProcessW(exe, line, 0, 0, TRUE, 0, 0, 0, &si, &pi)) {
    fwprintf(stderr, L"cannot start %ls\n", exe); return 101;
  }
  WaitForSingleObject(pi.hProcess, INFINITE);
  GetExitCodeProcess(pi.hProcess, &code);
  return code;
}
int wmain(void) {
  wchar_t *words = rest(), exe[700];
#ifdef PY
  wchar_t version[8] = L""; int n = 0;
  if (!wcsncmp(words, L"-3.", 3)) {
    words += 3;
    while (*words && *words != L' ' && n < 7) version[n++] = *words++;
    version[n] = 0;
  }
  swprintf(exe, 700, L"C:\\Program Files\\Python3%ls\\python.exe", version);
  if (GetFileAttributesW(exe) == INVALID_FILE_ATTRIBUTES) return 103;
#else
  wchar_t own[600], cfg[700], home[600] = L""; char line[1200];
  GetModuleFileNameW(0, own, 600); wcscpy(cfg, own);
  *wcsrchr(cfg, L'\\') = 0; *wcsrchr(cfg, L'\\') = 0; wcscat(cfg, L"\\pyvenv.cfg");
  FILE *f = _wfopen(cfg, L"rb");
  if (!f) { fwprintf(stderr, L"no pyvenv.cfg\n"); return 106; }
  while (fgets(line, 1200, f)) if (!strncmp(line, "home", 4)) {
    char *p = strchr(line, '=') + 1;
    while (*p == ' ') p++;
    p[strcspn(p, "\r\n")] = 0;
    MultiByteToWideChar(CP_UTF8, 0, p, -1, home, 600);
  }
  fclose(f);
  swprintf(exe, 700, L"%ls\\python.exe", home);
  SetEnvironmentVariableW(L"__PYVENV_LAUNCHER__", own);
#endif
  return start(exe, words);
}
