module switchboard.bench/quamina-peer

go 1.22.0

require quamina.net/go/quamina/v2 v2.0.2
