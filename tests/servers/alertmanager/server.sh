# Prometheus' Alertmanager, with an API without authentication.
quick=true
version=0.25
ready=/-/ready

install() {
    from_debian prometheus-alertmanager
    description >/dev/null
}

start() {
    cat >"$data/alertmanager.yml" <<'YAML'
route:
  receiver: nobody
  group_by: [alertname]
  group_wait: 100ms
receivers:
  - name: nobody
YAML
    exec prometheus-alertmanager --config.file="$data/alertmanager.yml" --storage.path="$data/storage" \
        --web.listen-address="127.0.0.1:$port" --cluster.listen-address=
}

description() {
    published alertmanager-0.25.yaml prometheus-alertmanager api/v2/openapi.yaml
}
