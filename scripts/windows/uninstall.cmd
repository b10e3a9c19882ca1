@echo off
rem Takes away what install.cmd put on this machine, for this user.
setlocal DisableDelayedExpansion
set "CODEPAGE="
for /f "tokens=2 delims=:." %%P in ('chcp') do set "CODEPAGE=%%P"
chcp 65001 >nul
set "STATUS=1"
set "PLACE="
if defined LOCALAPPDATA set "PLACE=%LOCALAPPDATA%\QBE"
if not defined PLACE echo 环境变量 LOCALAPPDATA 是空的，请注销后重新登录 Windows 再试。
if defined PLACE if not exist "%PLACE%\venv" (
  echo 没有找到 "%PLACE%\venv"，本程序没有安装或已经卸载。
  set "PLACE="
  set "STATUS=0"
)
if defined PLACE "%PLACE%\venv\Scripts\python.exe" -I -B -m qbe_xl serve "%PLACE%" --no-icon >nul 2>nul
if defined PLACE "%PLACE%\venv\Scripts\python.exe" -I -B -m qbe_xl wps uninstall
if defined PLACE "%PLACE%\venv\Scripts\python.exe" -I -B -m qbe_xl excel uninstall && set "STATUS=0"
if defined PLACE if "%STATUS%"=="0" for %%D in (venv venv-new venv-old) do if exist "%PLACE%\%%D" rmdir /s /q "%PLACE%\%%D"
if defined PLACE if exist "%PLACE%\venv" (
  set "STATUS=1"
  echo 没有卸载完。请关闭所有 Excel 窗口后再试。如果 Python 已经不在，请先重新运行 install.cmd，再卸载。
) else (
  echo 已删除计算程序："%PLACE%\venv"
)
if /i not "%~1"=="/quiet" (
  echo.
  echo 按任意键关闭窗口……
  pause >nul
)
if defined CODEPAGE chcp %CODEPAGE% >nul
rem Last, in one line, as this very file may be the copy that goes.
if not "%STATUS%"=="0" exit /b 1
if /i not "%~dp0"=="%LOCALAPPDATA%\QBE\" exit /b 0
(goto) 2>nul & del "%~f0" & rmdir "%LOCALAPPDATA%\QBE"
