import { run } from "./house.mjs"; await run({});
