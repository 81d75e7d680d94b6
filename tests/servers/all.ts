/** What `deno task test:servers` runs. Not named as tests are, since those must do without servers. */
import "./azure_servers.ts";
import "./door_servers.ts";
import "./elasticsearch_servers.ts";
import "./gcs_servers.ts";
import "./kafka_servers.ts";
import "./line_servers.ts";
import "./loki_servers.ts";
import "./otlp_servers.ts";
import "./s3_servers.ts";
