setspn -S HTTP/t26 CORP\web01
