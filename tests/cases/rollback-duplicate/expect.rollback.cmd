@echo off
chcp 65001 >nul
rem - the way back, written by spnplan; read it before you run it
rem
rem - service principal names, by whoever may write servicePrincipalName there; an administrator where the finding says so
rem - irreversible: http/Portal.corp.example stays removed from CORP\svc-old: the directory refuses a duplicate, so what was removed stays removed
