@echo off
rem Opens the office on this machine until this window is closed. The first time it asks about the office.
setlocal
chcp 65001 >nul
cd /d "%~dp0"
set PYTHONUTF8=1
if "%TTHC_FLOWS%"=="" set TTHC_FLOWS=inline
if "%TTHC_DATA_DIR%"=="" set TTHC_DATA_DIR=%LOCALAPPDATA%\tthc
if not exist venv\Scripts\tthc.exe goto notinstalled
if exist "%TTHC_DATA_DIR%\tthc.db" goto serve
venv\Scripts\tthc init
if errorlevel 1 goto failed
:serve
start "" cmd /c "timeout /t 8 /nobreak >nul & start http://127.0.0.1:8400"
venv\Scripts\tthc run
if errorlevel 1 goto failed
exit /b 0
:notinstalled
echo Chưa cài. Bấm đúp install.bat trước.
pause
exit /b 2
:failed
echo Một cửa đã dừng vì lỗi ở trên. Chụp lại màn hình này và gửi người hỗ trợ.
pause
exit /b 1
