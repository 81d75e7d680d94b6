// LogOps as C4 sees it: who uses it, what runs, what the programs consist of; and which room may
// import which. The pictures beside this file are drawn from it by `deno task dev:docs`, and a test
// holds it against the code.
//
//   property "path"  the file or folder of this repository that an element is
//   property "with"  further files that belong to it, as seen from the folder of "path"
//
// An arrow with a technology says how its ends meet when they run. An arrow without one, between
// elements that have a path, is an import.
workspace "LogOps" "The proving ground and front door of a log pipeline" {

    !impliedRelationships false

    model {
        engineer = person "Platform engineer" "Must know that pipeline, alerts and masking work before production finds out"
        auditor = person "Auditor" "May see sealed personal data, with a reason that goes on record"
        senders = softwareSystem "Senders" "Services and agents that send logs over HTTP" "External"

        logops = softwareSystem "LogOps" "Takes logs in without losing or leaking any, makes log traffic of its own, and proves both" {
            group "Front door: takes logs in" {
                supervisor = container "Supervisor" "Starts a gateway for each core on one port, replaces those that die, sums their counters" "Deno process, optional" {
                    properties {
                        "path" "gateway/workers_cli.ts"
                    }
                }
                gateway = container "Gateway" "Answers 2xx when a batch stands in the journal: admitted, decoded, normalised, masked, sealed" "Deno process, Hono" {
                    properties {
                        "path" "gateway/main.ts"
                    }
                    gatewayMain = component "main.ts" "Reads settings, opens journal and state, listens, drains on a signal; mod.ts ties the parts together" "Composition root" {
                        properties {
                            "path" "gateway/main.ts"
                            "with" "mod.ts settings.ts drain.ts log.ts openness.ts sink.ts read_cli.ts read_file.ts mask_cli.ts mask quarantine_cli.ts quarantine.ts batch_keys.ts"
                        }
                    }
                    workers = component "workers/" "Supervisor and workers: who starts, who is replaced, what all of them count" "TypeScript" {
                        properties {
                            "path" "gateway/workers"
                        }
                    }
                    gatewayListen = component "listen/" "From connections to requests: HTTP/1.1, with a bound on all that a client can hold open" "TypeScript" {
                        properties {
                            "path" "gateway/listen"
                        }
                    }
                    gatewayApp = component "app.ts" "Routes and their order; everything that is HTTP, and nothing that is policy" "Hono" {
                        properties {
                            "path" "gateway/app.ts"
                            "with" "openapi.ts openapi_auth.ts openapi_doors.ts openapi_answers.ts openapi_parameters.ts front_door.ts ports.ts side_doors.ts incoming_request.ts"
                        }
                    }
                    doors = component "doors/" "Dialects that senders speak: OTLP, Loki, Elasticsearch, HEC and others, each read and answered as its clients expect" "TypeScript" {
                        properties {
                            "path" "gateway/doors"
                        }
                    }
                    httpStatus = component "http_status.ts" "The only table from failures to HTTP" "RFC 9457" {
                        properties {
                            "path" "gateway/http_status.ts"
                        }
                    }
                    ingest = component "ingest.ts" "The path of a batch on one page; every branch on policy is here" "TypeScript" {
                        properties {
                            "path" "gateway/ingest.ts"
                            "with" "batch.ts receipt.ts"
                        }
                    }
                    gatewayMetrics = component "metrics.ts" "Every metric name and label" "prom-client" {
                        properties {
                            "path" "gateway/metrics.ts"
                            "with" "side_door_metrics.ts journal_observer.ts connection_metrics.ts"
                        }
                    }
                    admit = component "admit/" "Who sends, how much, once only; reads the body, bounded in bytes and time" "HMAC, token buckets" {
                        properties {
                            "path" "gateway/admit"
                        }
                    }
                    transcribe = component "transcribe/" "From body to lines in one pass: one writer for every format and setting" "TypeScript" {
                        properties {
                            "path" "gateway/transcribe"
                        }
                    }
                    decode = component "decode/" "Where records and fields stand in a body, by content type" "JSON, NDJSON, CSV, syslog" {
                        properties {
                            "path" "gateway/decode"
                        }
                    }
                    normalise = component "normalise.ts" "What fields are to a record: time, level, message" "TypeScript" {
                        properties {
                            "path" "gateway/normalise.ts"
                            "with" "zone_names.ts level.ts timestamp.ts epoch_time.ts"
                        }
                    }
                    protect = component "protect/" "Masks personal data in every string, seals the originals, indexes them blindly" "JWE, HMAC" {
                        properties {
                            "path" "gateway/protect"
                        }
                    }
                    once = component "once/" "Batches that come with a key: stored once, however often they are sent" "TypeScript" {
                        properties {
                            "path" "gateway/once"
                        }
                    }
                    journalWriter = component "journal/" "Group commit, sync, rotation, recovery: the acknowledgement point" "TypeScript" {
                        properties {
                            "path" "gateway/journal"
                        }
                    }
                }
                state = container "Gateway state" "Rate limits and used nonces, shared by the gateways on it" "Deno KV, data/kv" "Store"
                journal = container "Journal" "Every acknowledged record, one a line; who ships, archives or verifies reads these files" "NDJSON, data/ingest" "Store"
                housekeeping = container "Housekeeping" "Archives or deletes journal files past their retention, never before proof; verifies and restores" "Deno process, or a thread of the gateway" {
                    properties {
                        "path" "housekeeping/main.ts"
                    }
                    housekeepingMain = component "main.ts" "The command: dry run, once, every N seconds, verify, restore" "Composition root" {
                        properties {
                            "path" "housekeeping/main.ts"
                            "with" "presentation.ts settings.ts"
                        }
                    }
                    service = component "service.ts" "Sweeps by itself inside of the gateway, on a thread of its own" "node:worker_threads" {
                        properties {
                            "path" "housekeeping/service.ts"
                            "with" "mod.ts metrics.ts sweep/sweep_thread.ts sweep/sweep_worker.ts"
                        }
                    }
                    sweep = component "sweep.ts" "One sweep on one page: lock, clean up, look, decide, carry out" "flock" {
                        properties {
                            "path" "housekeeping/sweep/sweep.ts"
                            "with" "sweep_event.ts ../files"
                        }
                    }
                    retention = component "retention.ts" "Which files go, and why each of the others stays; pure" "TypeScript" {
                        properties {
                            "path" "housekeeping/retention/retention.ts"
                            "with" "space_guard.ts"
                        }
                    }
                    checkpoint = component "checkpoint.ts" "How far each reader of the journal is" "JSON files" {
                        properties {
                            "path" "housekeeping/retention/checkpoint.ts"
                        }
                    }
                    clockBrake = component "clock_brake.ts" "Deletes nothing on the word of a clock that jumped" "TypeScript" {
                        properties {
                            "path" "housekeeping/retention/clock_brake.ts"
                        }
                    }
                    archiver = component "archive.ts" "Zips a period, reads it back, syncs, renames; only then removes originals" "zip.js, SHA-256" {
                        properties {
                            "path" "housekeeping/archive/archive.ts"
                            "with" "merge.ts manifest.ts content_digest.ts zip_file.ts zip_writer.ts"
                        }
                    }
                    verifyArchive = component "verify.ts" "Checks every archive against its manifest" "TypeScript" {
                        properties {
                            "path" "housekeeping/archive/verify.ts"
                        }
                    }
                    restore = component "restore.ts" "Brings archived files back, checked" "TypeScript" {
                        properties {
                            "path" "housekeeping/archive/restore.ts"
                        }
                    }
                }
                archives = container "Archives" "Finished periods with a manifest of hashes" "zip, data/archive" "Store"
                unseal = container "unseal" "Opens sealed personal data, offline, for somebody who gives a reason" "Deno command, no network" {
                    properties {
                        "path" "housekeeping/unseal_cli.ts"
                        "with" "audit"
                    }
                }
                keys = container "keys" "Makes, lists and rotates the keys that seal and index" "Deno command, no network" {
                    properties {
                        "path" "housekeeping/keys_cli.ts"
                        "with" "audit/key_rotation.ts audit/key_settings.ts audit/dotenv_file.ts"
                    }
                }
                delivery = container "deliver" "Sends the journal on: plans, sends, marks; one sink beside the other" "Deno service" {
                    properties {
                        "path" "delivery/deliver_cli.ts"
                        "with" "main.ts"
                    }
                }
                patterns = container "patterns" "Which messages are in logs, and what changed" "Deno command, no network" {
                    properties {
                        "path" "analytics/patterns_cli.ts"
                    }
                }
                anomalies = container "anomalies" "What is usual at a time of the week, and what was not" "Deno command" {
                    properties {
                        "path" "analytics/anomalies_cli.ts"
                    }
                }
                audit = container "Audit log" "Who opened what, when and why; each line holds the hash of the one before" "JSON lines, data/audit" "Store"
            }
            group "Proving ground: makes traffic and judges it" {
                conform = container "conform" "What any log pipeline does when it is killed, full or cut off" "Deno command" {
                    properties {
                        "path" "conformance/conform_cli.ts"
                    }
                }
                scenarios = container "Scenarios" "Rates, ramps, windows, emitters and expectations" "YAML files" "Store" {
                    properties {
                        "path" "scenarios"
                    }
                }
                commands = container "scenario, emit, demo, sign" "Run a scenario or one emitter from a terminal; exit code by verdict" "Deno commands" {
                    properties {
                        "path" "orchestrator/scenario_cli.ts"
                        "with" "emit_cli.ts demo_cli.ts sign_cli.ts verify_cli.ts top_cli.ts run_cli.ts far_end.ts demo_gateway.ts report top"
                    }
                }
                orchestrator = container "Orchestrator" "Starts scenarios, shows them live, keeps their verdicts" "Deno process, Hono" {
                    properties {
                        "path" "orchestrator/main.ts"
                    }
                    group "orchestrator/web: the service" {
                        webApp = component "web/app.ts" "Who may come in, then API, pages, metrics and WebSocket" "Hono" {
                            properties {
                                "path" "orchestrator/web"
                                "with" "../main.ts ../mod.ts ../drive/settings.ts"
                            }
                        }
                        views = component "web/views/" "One file for each page" "HTML, hono/html" {
                            properties {
                                "path" "orchestrator/web/views"
                            }
                        }
                        viewers = component "web/viewers.ts" "Tells live views once a second what goes on" "WebSocket" {
                            properties {
                                "path" "orchestrator/web/viewers.ts"
                            }
                        }
                        runs = component "web/runs.ts" "Runs that go on, and what each second shows of them" "TypeScript" {
                            properties {
                                "path" "orchestrator/web/runs.ts"
                                "with" "live_run.ts run_observer.ts series.ts tail.ts"
                            }
                        }
                        runStore = component "web/run_store.ts" "Past runs" "Deno KV" {
                            properties {
                                "path" "orchestrator/web/run_store.ts"
                                "with" "kv_text.ts"
                            }
                        }
                    }
                    group "orchestrator: the engine" {
                        scenarioReader = component "scenario.ts" "YAML to Scenario, strictly: every problem with line and column" "yaml, zod" {
                            properties {
                                "path" "orchestrator/scenario/scenario.ts"
                                "with" "scenario_schema.ts scenario_rules.ts scenario_problem.ts scenario_files.ts resolve_emitter.ts new_scenario.ts sample_facts.ts"
                            }
                        }
                        plan = component "plan.ts" "How many records, when and how fast, before anything runs" "TypeScript" {
                            properties {
                                "path" "orchestrator/plan/plan.ts"
                                "with" "schedule.ts curve.ts due_times.ts rhythm.ts scenario_emitter.ts"
                            }
                        }
                        trial = component "trial.ts" "A run with its judgement: metrics, run, store, verdict, report" "TypeScript" {
                            properties {
                                "path" "orchestrator/judge/trial.ts"
                                "with" "report.ts"
                            }
                        }
                        run = component "run.ts" "Drives a scenario, open-loop: what is due leaves on time or is counted as dropped" "TypeScript" {
                            properties {
                                "path" "orchestrator/drive/run.ts"
                                "with" "run_handle.ts lane.ts outbox.ts clock.ts"
                            }
                        }
                        transport = component "transport.ts" "One request to the gateway: signed, retried, timed" "fetch" {
                            properties {
                                "path" "orchestrator/drive/transport.ts"
                                "with" "file_input.ts retry.ts signer.ts bounded_text.ts"
                            }
                        }
                        ledger = component "ledger.ts" "What was made, when, and what became of it: about 2 bytes a record" "TypeScript" {
                            properties {
                                "path" "orchestrator/drive/ledger.ts"
                                "with" "byte_log.ts statistics.ts latencies.ts"
                            }
                        }
                        verify = component "verify.ts" "Holds what is stored against what was sent, which it makes again" "TypeScript" {
                            properties {
                                "path" "orchestrator/judge/verify.ts"
                                "with" "inspector.ts stored_lines.ts content_match.ts exact_json.ts line_match.ts masked_text.ts hideable.ts same_time.ts wire.ts planted_search.ts value_search.ts order_check.ts ../drive/repeat_check.ts delivery_report.ts store.ts found_record.ts far_store.ts flat_texts.ts"
                            }
                        }
                        verdict = component "verdict.ts" "Numbers in, checks out" "TypeScript" {
                            properties {
                                "path" "orchestrator/judge/verdict.ts"
                                "with" "arrival.ts check.ts check_words.ts defect_counters.ts metrics_text.ts"
                            }
                        }
                    }
                    group "emitters: what logs look like" {
                        emitterList = component "emitters/mod.ts" "The list of types; loads a type from a file of yours" "TypeScript" {
                            properties {
                                "path" "emitters/mod.ts"
                                "with" "emitter.ts chance plugin guide"
                            }
                        }
                        emitterTypes = component "emitters/*.ts" "One file for each log format; same seed, same bytes" "csv, json, kafka, syslog …" {
                            properties {
                                "path" "emitters"
                            }
                        }
                        drafts = component "emitters/record/drafts.ts" "What is decided of a record before it is written: level, personal data, defects" "TypeScript" {
                            properties {
                                "path" "emitters/record/drafts.ts"
                                "with" "defects.ts broken_request.ts ../content/decoys.ts"
                            }
                        }
                        plantedPii = component "emitters/pii/" "Personal data that belongs to nobody, to be found again" "TypeScript" {
                            properties {
                                "path" "emitters/pii"
                            }
                        }
                    }
                }
                pages = container "Pages" "Live counters, curves, latency, the verdict as it forms; no CDN" "Browser: htmx, Alpine, uPlot" "Browser" {
                    properties {
                        "path" "orchestrator/web/client"
                    }
                }
                runHistory = container "Run history" "Verdicts, series and logs of past runs" "Deno KV, data/kv" "Store"
            }
        }

        shipper = softwareSystem "Shipper" "Alloy, or Promtail: tails the journal" "External" {
            properties {
                "path" "infra/shipper"
            }
        }
        otherReaders = softwareSystem "Other readers" "Whatever else takes the journal further: to S3, to Kafka, to your own store" "External"
        loki = softwareSystem "Loki" "Keeps and searches logs" "External" {
            properties {
                "path" "infra/loki"
            }
        }
        prometheus = softwareSystem "Prometheus" "Scrapes metrics, evaluates rules" "External" {
            properties {
                "path" "infra/prometheus"
            }
        }
        alertmanager = softwareSystem "Alertmanager" "Groups, inhibits and routes alerts" "External" {
            properties {
                "path" "infra/alertmanager"
            }
        }
        grafana = softwareSystem "Grafana" "Dashboards" "External" {
            properties {
                "path" "infra/grafana"
            }
        }

        roomTrials = element "docs/ bench/ tests/" "Rooms" "Write pages and pictures, measure, prove" "Room" {
            properties {
                "path" "docs"
                "with" "../bench ../tests"
            }
        }
        roomOrchestrator = element "orchestrator/" "Room" "Runs scenarios against a gateway and judges them" "Room" {
            properties {
                "path" "orchestrator"
            }
        }
        roomGateway = element "gateway/" "Room" "Takes logs in" "Room" {
            properties {
                "path" "gateway"
            }
        }
        roomHousekeeping = element "housekeeping/" "Room" "What happens to journal files after they are written; keys and unsealing" "Room" {
            properties {
                "path" "housekeeping"
            }
        }
        roomEmitters = element "emitters/" "Room" "One file for each log format" "Room" {
            properties {
                "path" "emitters"
            }
        }
        roomContract = element "contract/" "Room" "What the processes agree on: record, failures, signing, settings, file names" "Room" {
            properties {
                "path" "contract"
            }
        }
        roomAnalytics = element "analytics/" "Room" "What is in logs, and what changed" "Room" {
            properties {
                "path" "analytics"
            }
        }
        roomDelivery = element "delivery/" "Room" "From the journal to where logs live" "Room" {
            properties {
                "path" "delivery"
            }
        }
        roomConformance = element "conformance/" "Room" "Any log pipeline under real faults; runs programs as programs" "Room" {
            properties {
                "path" "conformance"
            }
        }
        roomInfra = element "infra/" "Room" "Configuration of the servers around it, images, compose files" "Room" {
            properties {
                "path" "infra"
            }
        }
        roomCli = element "cli/" "Room" "One command, logops, that starts the programs with what they may" "Room" {
            properties {
                "path" "cli"
            }
        }
        inOrchestratorPlan = element "plan/" "Room" "Of orchestrator: when records are due" "Room" {
            properties {
                "path" "orchestrator/plan"
            }
        }
        inOrchestratorScenario = element "scenario/" "Room" "Of orchestrator: the language of scenario files" "Room" {
            properties {
                "path" "orchestrator/scenario"
            }
        }
        inOrchestratorDrive = element "drive/" "Room" "Of orchestrator: the run, its transport and ledger" "Room" {
            properties {
                "path" "orchestrator/drive"
            }
        }
        inOrchestratorJudge = element "judge/" "Room" "Of orchestrator: what is stored, the verdict" "Room" {
            properties {
                "path" "orchestrator/judge"
            }
        }
        inOrchestratorReport = element "report/" "Room" "Of orchestrator: what a person or CI reads" "Room" {
            properties {
                "path" "orchestrator/report"
            }
        }
        inOrchestratorWeb = element "web/" "Room" "Of orchestrator: pages, API, history" "Room" {
            properties {
                "path" "orchestrator/web"
            }
        }
        inHousekeepingFiles = element "files/" "Room" "Of housekeeping: journal files, locks" "Room" {
            properties {
                "path" "housekeeping/files"
            }
        }
        inHousekeepingRetention = element "retention/" "Room" "Of housekeeping: what goes, and what waits" "Room" {
            properties {
                "path" "housekeeping/retention"
            }
        }
        inHousekeepingArchive = element "archive/" "Room" "Of housekeeping: zip, verify, restore" "Room" {
            properties {
                "path" "housekeeping/archive"
            }
        }
        inHousekeepingSweep = element "sweep/" "Room" "Of housekeeping: one sweep" "Room" {
            properties {
                "path" "housekeeping/sweep"
            }
        }
        inHousekeepingAudit = element "audit/" "Room" "Of housekeeping: keys, opening, the chained log" "Room" {
            properties {
                "path" "housekeeping/audit"
            }
        }
        inEmittersChance = element "chance/" "Room" "Of emitters: seeded draws" "Room" {
            properties {
                "path" "emitters/chance"
            }
        }
        inEmittersPii = element "pii/" "Room" "Of emitters: planted personal data" "Room" {
            properties {
                "path" "emitters/pii"
            }
        }
        inEmittersRecord = element "record/" "Room" "Of emitters: drafts, defects" "Room" {
            properties {
                "path" "emitters/record"
            }
        }
        inEmittersContent = element "content/" "Room" "Of emitters: what records are about" "Room" {
            properties {
                "path" "emitters/content"
            }
        }
        inEmittersFormats = element "formats/" "Room" "Of emitters: one file for each format" "Room" {
            properties {
                "path" "emitters/formats"
            }
        }
        roomScenarios = element "scenarios/" "Room" "YAML files" "Room" {
            properties {
                "path" "scenarios"
            }
        }

        // Level 1
        senders -> logops "Send logs" "HTTP"
        engineer -> logops "Runs scenarios" "Terminal, browser"
        auditor -> logops "Opens sealed data" "Terminal"
        shipper -> logops "Tails the journal" "Files"
        otherReaders -> logops "Read the journal" "Files"
        shipper -> loki "Pushes records" "HTTP"
        logops -> loki "Delivers records" "HTTP"
        prometheus -> logops "Scrapes" "HTTP"
        prometheus -> alertmanager "Sends alerts" "HTTP"
        alertmanager -> engineer "Notifies" "Slack, e-mail"
        grafana -> prometheus "Queries" "PromQL"
        grafana -> loki "Queries" "LogQL"
        engineer -> grafana "Looks at" "Browser"

        // Level 2
        senders -> gateway "Send logs" "HTTP"
        prometheus -> gateway "Scrapes" "HTTP"
        prometheus -> orchestrator "Scrapes" "HTTP"
        supervisor -> gateway "Starts, sums up" "Pipes"
        gateway -> state "Counts, remembers" "KV"
        gateway -> journal "Appends, syncs" "Files"
        gateway -> housekeeping "May run it" "Thread"
        housekeeping -> journal "Reads, then removes" "Files"
        housekeeping -> archives "Writes, verifies" "Files"
        shipper -> journal "Tails" "Files"
        otherReaders -> journal "Read, keep a checkpoint" "Files"
        unseal -> journal "Reads" "Files"
        unseal -> archives "Reads" "Files"
        unseal -> audit "Writes first" "Files"
        delivery -> journal "Reads, keeps a checkpoint" "Files"
        delivery -> loki "Pushes records" "HTTP"
        patterns -> journal "Reads" "Files"
        patterns -> archives "Reads" "Files"
        patterns -> gateway "Masks with"
        engineer -> patterns "Runs" "Terminal"
        anomalies -> journal "Reads" "Files"
        anomalies -> archives "Reads" "Files"
        anomalies -> gateway "Masks with"
        engineer -> anomalies "Runs" "Terminal"
        auditor -> unseal "Runs" "Terminal"
        engineer -> keys "Rotates keys" "Terminal"
        engineer -> housekeeping "Runs" "Terminal"
        engineer -> commands "Runs" "Terminal"
        engineer -> conform "Runs" "Terminal"
        conform -> commands "Judges with verify" "Process"
        conform -> gateway "Kills, fills its disk" "Signals"
        engineer -> pages "Starts and watches runs" "Browser"
        pages -> orchestrator "Ask, listen" "HTTP, WebSocket"
        orchestrator -> scenarios "Reads" "Files"
        commands -> orchestrator "Run its engine themselves"
        orchestrator -> gateway "Sends batches" "HTTP"
        commands -> gateway "Send batches" "HTTP"
        orchestrator -> journal "Verifies" "Files"
        orchestrator -> runHistory "Keeps runs" "KV"

        // Level 3: gateway
        senders -> gatewayApp "POST /v1/logs" "HTTP"
        prometheus -> gatewayApp "GET /metrics" "HTTP"
        supervisor -> workers "Runs"
        gatewayMain -> workers "Reports, as a worker"
        gatewayMain -> gatewayApp "Builds and serves"
        gatewayApp -> gatewayListen "Is served by"
        gatewayListen -> httpStatus "Words refusals"
        gatewayMain -> service "May start"
        gatewayApp -> ingest "Hands on batches"
        gatewayApp -> httpStatus "Words refusals"
        gatewayApp -> doors "Asks whose a request is"
        doors -> transcribe "Reads bodies for"
        gatewayApp -> gatewayMetrics "Times, exposes"
        ingest -> admit "1"
        ingest -> transcribe "2"
        ingest -> journalWriter "3"
        transcribe -> decode "Finds rows, lines"
        transcribe -> normalise "Normalises"
        transcribe -> protect "Masks, seals"
        ingest -> gatewayMetrics "Counts"
        admit -> state "Counts, remembers" "KV"
        journalWriter -> journal "Appends, syncs" "Files"

        // Level 3: orchestrator
        pages -> webApp "Ask, listen" "HTTP, WebSocket"
        webApp -> views "Renders"
        webApp -> viewers "Lets in"
        webApp -> runs "Starts, steers"
        webApp -> scenarioReader "Reads with"
        runs -> viewers "Tells" "Argument"
        runs -> runStore "Saves"
        runs -> trial "Starts"
        runStore -> runHistory "Keeps" "KV"
        commands -> trial "Start"
        scenarioReader -> scenarios "Reads" "Files"
        scenarioReader -> plan "Resolves curves"
        scenarioReader -> emitterList "Finds types"
        trial -> run "1"
        trial -> verify "2"
        trial -> verdict "3"
        run -> plan "Asks what is due"
        run -> transport "Sends"
        run -> ledger "Books"
        run -> emitterList "Seeds"
        transport -> gateway "Sends" "HTTP"
        verify -> ledger "Compares"
        verify -> journal "Reads" "Files"
        emitterList -> emitterTypes "Lists"
        emitterTypes -> drafts "Ask what to write"
        emitterTypes -> plantedPii "Plant"

        // Level 3: housekeeping
        engineer -> housekeepingMain "Runs" "Terminal"
        housekeepingMain -> service "Repeats"
        housekeepingMain -> sweep "Once, or dry"
        housekeepingMain -> verifyArchive "verify"
        housekeepingMain -> restore "restore"
        service -> sweep "Every interval"
        sweep -> checkpoint "1 Who still reads?"
        sweep -> clockBrake "2 Which time?"
        sweep -> retention "3 What goes?"
        sweep -> archiver "4 Archive"
        checkpoint -> journal "Reads .checkpoints/" "Files"
        archiver -> journal "Reads, then removes" "Files"
        archiver -> archives "Writes, reads back" "Files"
        verifyArchive -> archiver "Opens zips with"
        restore -> archiver "Opens zips with"

        // Rooms: an arrow is an import
        roomTrials -> roomGateway
        roomTrials -> roomOrchestrator
        roomTrials -> roomHousekeeping
        roomTrials -> roomEmitters
        roomTrials -> roomContract
        roomTrials -> roomInfra
        roomTrials -> roomAnalytics
        roomTrials -> roomDelivery
        roomTrials -> roomConformance
        roomTrials -> roomCli
        roomCli -> roomContract
        roomAnalytics -> roomContract
        roomDelivery -> roomContract
        roomConformance -> roomContract
        roomAnalytics -> roomGateway "Programs alone"
        roomOrchestrator -> roomScenarios "Reads" "YAML"
        roomOrchestrator -> roomEmitters
        roomOrchestrator -> roomAnalytics
        roomOrchestrator -> roomDelivery "Readers of stores"
        roomOrchestrator -> roomContract
        roomGateway -> roomHousekeeping "main.ts alone"
        roomGateway -> roomContract
        roomHousekeeping -> roomContract
        roomEmitters -> roomContract
        roomInfra -> roomContract

        // Rooms inside of rooms
        inOrchestratorScenario -> inOrchestratorPlan
        inOrchestratorDrive -> inOrchestratorPlan
        inOrchestratorDrive -> inOrchestratorScenario
        inOrchestratorJudge -> inOrchestratorDrive
        inOrchestratorJudge -> inOrchestratorScenario
        inOrchestratorReport -> inOrchestratorJudge
        inOrchestratorReport -> inOrchestratorPlan
        inOrchestratorWeb -> inOrchestratorReport
        inOrchestratorWeb -> inOrchestratorJudge
        inOrchestratorWeb -> inOrchestratorDrive
        inHousekeepingRetention -> inHousekeepingFiles
        inHousekeepingArchive -> inHousekeepingFiles
        inHousekeepingSweep -> inHousekeepingRetention
        inHousekeepingSweep -> inHousekeepingArchive
        inHousekeepingAudit -> inHousekeepingArchive
        inHousekeepingAudit -> inHousekeepingFiles
        inEmittersRecord -> inEmittersChance
        inEmittersPii -> inEmittersChance
        inEmittersContent -> inEmittersRecord
        inEmittersContent -> inEmittersPii
        inEmittersFormats -> inEmittersContent
        inEmittersFormats -> inEmittersRecord
    }

    // Rows are where things stand in the pictures here; a dot leaves a cell empty.
    views {
        systemContext logops "context" {
            title "LogOps, level 1: who uses it, and what stands around it"
            include auditor engineer alertmanager
            include senders logops prometheus grafana
            include otherReaders shipper loki
            autoLayout tb
            properties {
                "row 1" ".             auditor  engineer    alertmanager"
                "row 2" "senders       logops   prometheus  grafana"
                "row 3" "otherReaders  shipper  loki        ."
            }
        }

        container logops "containers" {
            title "LogOps, level 2: what runs, and what it keeps on disk"
            include pages orchestrator runHistory
            include commands scenarios prometheus
            include engineer supervisor gateway senders
            include state housekeeping journal shipper
            include keys archives unseal auditor
            include patterns anomalies audit delivery conform
            autoLayout tb
            properties {
                "row 1" ".         pages       orchestrator  runHistory  ."
                "row 2" ".         commands    conform       scenarios   prometheus"
                "row 3" "engineer  supervisor  gateway       .           senders"
                "row 4" ".         state       housekeeping  journal     shipper"
                "row 5" ".         keys        archives      unseal      auditor"
                "row 6" ".         delivery    patterns      audit       ."
                "row 7" ".         .           anomalies     .           ."
            }
        }

        component gateway "gateway" {
            title "LogOps, level 3: inside of the gateway"
            include supervisor service senders prometheus
            include workers gatewayMain gatewayApp gatewayListen httpStatus
            include ingest gatewayMetrics doors
            include admit transcribe once journalWriter
            include decode normalise protect
            include state journal
            autoLayout tb
            properties {
                "row 1" "supervisor  service      senders     prometheus      ."
                "row 2" "workers     gatewayMain  gatewayApp  gatewayListen   httpStatus"
                "row 3" ".           doors        ingest      gatewayMetrics  ."
                "row 4" "admit       .            transcribe  once            journalWriter"
                "row 5" ".           decode       normalise   protect         ."
                "row 6" "state       .            .           .               journal"
            }
        }

        component orchestrator "orchestrator" {
            title "LogOps, level 3: inside of the orchestrator, its engine and the emitters"
            include scenarios pages
            include webApp views
            include viewers runs runStore runHistory
            include scenarioReader trial commands
            include plan run transport gateway
            include verdict ledger verify journal
            include emitterList
            include drafts emitterTypes plantedPii
            autoLayout tb
            properties {
                "row 1" "scenarios       pages         .           .          ."
                "row 2" ".               webApp        views       .          ."
                "row 3" ".               viewers       runs        runStore   runHistory"
                "row 4" "scenarioReader  .             trial       .          commands"
                "row 5" "plan            .             run         transport  gateway"
                "row 6" ".               verdict       ledger      verify     journal"
                "row 7" ".               emitterList   .           .          ."
                "row 8" "drafts          emitterTypes  plantedPii  .          ."
            }
        }

        component housekeeping "housekeeping" {
            title "LogOps, level 3: inside of housekeeping"
            include engineer gatewayMain
            include housekeepingMain service
            include verifyArchive restore sweep
            include archiver clockBrake checkpoint retention
            include archives journal
            autoLayout tb
            properties {
                "row 1" ".              engineer          gatewayMain  .           ."
                "row 2" ".              housekeepingMain  service      .           ."
                "row 3" "verifyArchive  restore           sweep        .           ."
                "row 4" ".              archiver          clockBrake   checkpoint  retention"
                "row 5" ".              archives          .            journal     ."
            }
        }

        custom "rooms" {
            title "LogOps, the house: which room imports which"
            include roomTrials
            include roomScenarios roomOrchestrator roomGateway roomInfra
            include roomCli roomEmitters roomHousekeeping roomAnalytics
            include roomContract roomDelivery roomConformance
            autoLayout tb
            properties {
                "row 1" ".              .                 roomTrials    .                 ."
                "row 2" "roomScenarios  roomOrchestrator  .             roomGateway       roomInfra"
                "row 3" "roomCli        roomEmitters      .             roomHousekeeping  roomAnalytics"
                "row 4" ".              roomDelivery      roomContract  roomConformance   ."
            }
        }

        custom "inside" {
            title "LogOps, rooms inside of rooms: each imports those below it"
            include inOrchestratorWeb inHousekeepingSweep inEmittersFormats
            include inOrchestratorReport inHousekeepingRetention inHousekeepingAudit inEmittersContent
            include inOrchestratorJudge inHousekeepingArchive inEmittersRecord
            include inOrchestratorDrive inHousekeepingFiles inEmittersPii
            include inOrchestratorScenario inEmittersChance
            include inOrchestratorPlan
            autoLayout tb
            properties {
                "row 1" "inOrchestratorWeb  inHousekeepingSweep  .  inEmittersFormats  ."
                "row 2" "inOrchestratorReport  inHousekeepingRetention  inHousekeepingAudit  inEmittersContent  ."
                "row 3" "inOrchestratorJudge  .  inHousekeepingArchive  inEmittersRecord  ."
                "row 4" "inOrchestratorDrive  .  inHousekeepingFiles  inEmittersPii  ."
                "row 5" "inOrchestratorScenario  .  .  inEmittersChance  ."
                "row 6" "inOrchestratorPlan  .  .  .  ."
            }
        }

        styles {
            element "Person" {
                shape Person
                background #0b3d6e
                color #ffffff
            }
            element "Software System" {
                shape RoundedBox
                background #14589c
                color #ffffff
            }
            element "Container" {
                shape RoundedBox
                background #2a6fb0
                color #ffffff
            }
            element "Component" {
                shape Box
                background #dbe9f7
                color #10263d
            }
            element "External" {
                background #5f6b7a
                color #ffffff
            }
            element "Store" {
                shape Cylinder
                background #1d6f6b
            }
            element "Browser" {
                shape WebBrowser
            }
            element "Room" {
                shape Box
                background #f3ead6
                color #33291a
            }
        }
    }
}
