@echo off
rem Finds a Python and lets install.py do the work. ASCII until the code page is UTF-8.
setlocal DisableDelayedExpansion
set "CODEPAGE="
for /f "tokens=2 delims=:." %%P in ('chcp') do set "CODEPAGE=%%P"
chcp 65001 >nul
set "STATUS=1"
set "VERSION="
if not exist "%~dp0install.py" (
  echo 请先把压缩包里的全部文件解压到一个文件夹，再双击 install.cmd。
) else (
  for %%V in (3.12 3.13 3.11) do (
    if not defined VERSION (
      py -%%V -I -c "import sys; sys.exit(sys.maxsize < 2**32 or 'WindowsApps' in sys.base_prefix)" >nul 2>nul && set "VERSION=%%V"
    )
  )
)
if exist "%~dp0install.py" if not defined VERSION (
  echo 没有找到 64 位 Python 3.12（3.11、3.13 也可以）。
  echo 请用 Python 官方安装包安装，勾选 py launcher；不要用应用商店里的 Python。装好后再双击 install.cmd。
)
if defined VERSION py -%VERSION% -I -B "%~dp0install.py"
if defined VERSION if not errorlevel 1 set "STATUS=0"
if /i not "%~1"=="/quiet" (
  echo.
  echo 按任意键关闭窗口……
  pause >nul
)
if defined CODEPAGE chcp %CODEPAGE% >nul
exit /b %STATUS%
