chcp 65001 >nul
setspn -D HTTP/a-name-that-an-export-folds.corp.example CORP\svc-one
setspn -D HTTP/münchen CORP\svc-one
setspn -S HTTP/new CORP\svc-one
setspn -S HTTP/straße CORP\svc-one
setspn -S HTTP/first CORP\svc-two
setspn -D HTTP/last CORP\svc-three
setspn -S HTTP/last CORP\svc-four
setspn -D HTTP/kept CORP\svc-five
setspn -S HTTP/kept CORP\svc-five
