/** What records are about: messages, a site and its visitors, a consumer of Kafka, odd values, decoys. */
export { type Decoy, DECOYS } from "./decoys.ts";
export { createConsumer, type Delivery } from "./kafka_consumer.ts";
export { createMessages, METHODS, PATHS, SERVICES, STATUSES } from "./messages.ts";
export { createExtras, createGarnish } from "./oddities.ts";
export { type Access, createVisitors } from "./visitors.ts";
