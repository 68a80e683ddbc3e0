# What the profile cluster of compose.yaml needs besides RabbitMQ: PostgreSQL with Patroni, etcd and HAProxy.
FROM postgres:17
# Nothing is started: the image has a policy-rc.d that refuses it. Patroni connects to etcd by python3-etcd.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends patroni python3-etcd etcd-server haproxy \
    && rm -rf /var/lib/apt/lists/* \
    && install --directory --owner=postgres --group=postgres --mode=700 /data
USER postgres
