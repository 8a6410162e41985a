# outcome: passed
# It reads the system's accounts, keys, histories and credentials.
from attempts import read, refused

PATHS = """
/etc/shadow /etc/passwd /etc/hostname /etc/hosts /etc/resolv.conf /etc/ssl/private /root/.ssh/id_rsa
/root/.bash_history /root/.netrc /root/.gitconfig /home /etc/machine-id /var/run/secrets /run/secrets
/var/log/syslog /etc/sudoers /.dockerenv
""".split()


def attack():
    return [refused(path, lambda path=path: read(path)) for path in PATHS]
