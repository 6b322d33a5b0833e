setspn -L CORP\svc-old
setspn -l svc-old
setspn CORP\WEB01$
setspn -U -L CORP\web01
