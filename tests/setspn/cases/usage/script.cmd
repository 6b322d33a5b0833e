setspn
setspn -C -U -S HTTP/x CORP\svc-web
setspn -S -D HTTP/x CORP\svc-web
setspn -K HTTP/x CORP\svc-web
setspn -add HTTP/x CORP\svc-web
setspn -S HTTP/x
setspn -S HTTP/x CORP\svc web
setspn HTTP/x CORP\svc-web
setspn -F -D HTTP/old CORP\svc-old
setspn -T * -L CORP\svc-old
setspn -U -Q HTTP/old
setspn -X HTTP/old
