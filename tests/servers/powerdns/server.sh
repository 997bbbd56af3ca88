# PowerDNS, the authoritative name server, whose zones are in a database of SQLite.
quick=true
version=4.7
ready=/
export SERVER_KEY=journey-7f3a

install() {
    from_debian pdns-server pdns-backend-sqlite3 sqlite3
    description >/dev/null
}

start() {
    sqlite3 "$data/zones.db" </usr/share/doc/pdns-backend-sqlite3/schema.sqlite3.sql
    # The API is what is driven; the port of the names is any that is free.
    exec pdns_server --config-dir="$data" --socket-dir="$data" --daemon=no --guardian=no --disable-syslog \
        --launch=gsqlite3 --gsqlite3-database="$data/zones.db" --gsqlite3-dnssec=yes \
        --local-address=127.0.0.1 --local-port="$(free_port)" \
        --security-poll-suffix= --api=yes --api-key="$SERVER_KEY" \
        --webserver=yes --webserver-address=127.0.0.1 --webserver-port="$port"
}

description() {
    published powerdns.yaml pdns pdns/api-swagger.yaml
}
