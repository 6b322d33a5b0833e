@echo off
@rem nothing here changes anything
rem
rem "quoted words" & | < > are free behind the first
REM irreversible: 100%% sure ^ or not.
chcp 65001 >nul

  
:: a label that is a comment
:stage_1
echo Stage 1: ^<begin^> of "a & b" 50%%
echo.
echo.
pause
PAUSE >nul
if not exist before.ldf ldifde -f before.ldf -d "DC=corp,DC=example" -l servicePrincipalName
if not exist "a file.ldf" ldifde -r "(servicePrincipalName=*)" -f "a file.ldf" >nul
