/* What the add-in's VBA does for a cell: load xlwings' library, let it start our Python over COM,
   call a function. Prints "name=text" a line. */
#define COBJMACROS
#include <windows.h>
#include <oleauto.h>
#include <stdio.h>
typedef int(WINAPI *ACTIVATE)(VARIANT *, const char *, int);
static void show(const char *name, HRESULT hr, VARIANT *r) {
  VARIANT s; char text[2000] = "?";
  VariantInit(&s);
  if (SUCCEEDED(hr) && SUCCEEDED(VariantChangeType(&s, r, 0, VT_BSTR)) && s.bstrVal)
    WideCharToMultiByte(CP_UTF8, 0, s.bstrVal, -1, text, 2000, 0, 0);
  printf("%s=%s\n", name, text); fflush(stdout);
}
static VARIANT array(int n, VARIANT *items) {
  SAFEARRAY *a = SafeArrayCreateVector(VT_VARIANT, 0, n); VARIANT v;
  for (LONG i = 0; i < n; i++) SafeArrayPutElement(a, &i, &items[i]);
  VariantInit(&v); v.vt = VT_ARRAY | VT_VARIANT; v.parray = a; return v;
}
static VARIANT column(int n, double *d) {
  SAFEARRAYBOUND b[2] = {{n, 1}, {1, 1}}; SAFEARRAY *a = SafeArrayCreate(VT_VARIANT, 2, b); VARIANT v;
  for (int i = 0; i < n; i++) {
    LONG at[2] = {i + 1, 1}; VARIANT x;
    VariantInit(&x); x.vt = VT_R8; x.dblVal = d[i]; SafeArrayPutElement(a, at, &x);
  }
  VariantInit(&v); v.vt = VT_ARRAY | VT_VARIANT; v.parray = a; return v;
}
static VARIANT text(const wchar_t *s) { VARIANT v; VariantInit(&v); v.vt = VT_BSTR; v.bstrVal = SysAllocString(s); return v; }
static HRESULT call(IDispatch *d, const wchar_t *name, VARIANT args, VARIANT *r) {
  OLECHAR *method = (OLECHAR *)L"CallUDF"; DISPID id; EXCEPINFO e; VARIANT p[3];
  HRESULT hr = IDispatch_GetIDsOfNames(d, &IID_NULL, &method, 1, LOCALE_USER_DEFAULT, &id);
  VariantInit(r);
  if (FAILED(hr)) return hr;
  p[2] = text(L"qbe_xl.excel.udfs"); p[1] = text(name); p[0] = args;
  DISPPARAMS dp = {p, 0, 3, 0};
  memset(&e, 0, sizeof e);
  return IDispatch_Invoke(d, id, &IID_NULL, LOCALE_USER_DEFAULT, DISPATCH_METHOD, &dp, r, &e, 0);
}
int wmain(int argc, wchar_t **argv) {
  static char place[600], config[3000]; VARIANT r, o, none; wchar_t path[700];
  CoInitialize(0); VariantInit(&r); VariantInit(&none);
  none.vt = VT_ERROR; none.scode = DISP_E_PARAMNOTFOUND;
  swprintf(path, 700, L"%ls\\%ls", argv[1], argv[2]);
  WideCharToMultiByte(CP_ACP, 0, argv[1], -1, place, 600, 0, 0);
  HMODULE library = LoadLibraryW(path);
  if (!library) { printf("no library %lu\n", GetLastError()); return 1; }
  ACTIVATE activate = (ACTIVATE)GetProcAddress(library, "XLPyDLLActivateAuto");
  sprintf(config, "%s  /K \"\"%s\\Scripts\\python.exe\" -I -B -c \"import sys, os;import xlwings.utils;"
    "xlwings.utils.prepare_sys_path(\\\"false;;;;;\\\");import xlwings; xlwings.serve('$(CLSID)')\"\"",
    getenv("ComSpec"), place);
  activate(&r, config, 1);
  if (r.vt != VT_DISPATCH) { show("error", 0, &r); return 2; }
  double a[3] = {4, 5, 6}, weights[3] = {100, 200, 300};
  VARIANT one[2] = {column(3, a), none}, two[2] = {column(3, a), column(3, weights)}, cite[2] = {text(L"R1"), none};
  HRESULT hr = call(r.pdispVal, L"QBE_VERSION", array(0, 0), &o); show("QBE_VERSION", hr, &o);
  hr = call(r.pdispVal, L"QBE_CV", array(2, one), &o); show("QBE_CV", hr, &o);
  hr = call(r.pdispVal, L"QBE_CV", array(2, two), &o); show("QBE_CV weighted", hr, &o);
  hr = call(r.pdispVal, L"QBE_CITE", array(2, cite), &o); show("QBE_CITE", hr, &o);
  ExitProcess(0);
}
