setspn -U -S HTTP/t26 CORP\web01
setspn -U -S HTTP/t26b CORP\web01$
setspn -U -S HTTP/t26c CORP\gmsa-portal$
setspn -U -S HTTP/t26d CORP\gmsa-portal
setspn -U -S HTTP/t26e CORP\ASA$
