setspn -C -S HTTP/c1 CORP\web01
setspn -C -S HTTP/c2 CORP\ASA$
setspn -C -S HTTP/c3 CORP\svc-web
setspn -C -S HTTP/c4 CORP\gmsa-portal$
