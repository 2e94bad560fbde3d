@echo off
rem Copies the office to a removable disk, reads the copy back and proves it; keeps the newest ten there.
setlocal
chcp 65001 >nul
cd /d "%~dp0"
set PYTHONUTF8=1
if "%TTHC_DATA_DIR%"=="" set TTHC_DATA_DIR=%LOCALAPPDATA%\tthc
set DISK=%1
if "%DISK%"=="" set /p DISK=Ổ đĩa rời là ổ nào (ví dụ E): 
venv\Scripts\tthc backup --to "%DISK:~0,1%:\." --keep 10
if errorlevel 1 goto failed
echo Đã sao lưu và kiểm tra xong. Rút ổ đĩa bằng nút "Eject" ở góc màn hình.
pause
exit /b 0
:failed
echo Chưa sao lưu được. Đọc dòng ở trên, hoặc chụp màn hình gửi người hỗ trợ.
pause
exit /b 1
