@echo off
rem Puts tthc-engine into the folder venv beside this file; asks no network. Run again after a new bundle came.
setlocal
chcp 65001 >nul
cd /d "%~dp0"
set PYTHONUTF8=1
set PY=
for %%v in (3.11 3.12 3.13) do py -%%v -c "import sys; sys.exit(sys.maxsize < 2**32)" >nul 2>&1 && set PY=%%v
if "%PY%"=="" goto nopython
echo Python %PY%
if not exist venv\Scripts\python.exe py -%PY% -m venv venv
if errorlevel 1 goto failed
venv\Scripts\python -c "import sys; sys.exit('%PY%' != '.'.join(map(str, sys.version_info[:2])))" || goto otherpython
venv\Scripts\python -m pip install --disable-pip-version-check --quiet --no-index --find-links wheels --no-deps --require-hashes -r requirements-win_amd64-py%PY%.txt
if errorlevel 1 goto failed
venv\Scripts\python -m pip install --disable-pip-version-check --quiet --no-index --find-links wheels --no-deps --force-reinstall tthc-engine
if errorlevel 1 goto failed
venv\Scripts\tthc doctor
echo.
echo Đã cài xong. Bấm đúp start.bat để mở Một cửa.
pause
exit /b 0
:nopython
echo Chưa có Python 3.11, 3.12 hoặc 3.13 loại 64-bit. Xem HUONG-DAN-WINDOWS.md, bước 1.
pause
exit /b 2
:otherpython
echo Thư mục venv được làm bằng Python khác. Xóa thư mục venv rồi chạy lại install.bat; dữ liệu không nằm ở đó.
pause
exit /b 2
:failed
echo Không cài được. Chụp lại màn hình này và gửi người hỗ trợ.
pause
exit /b 1
