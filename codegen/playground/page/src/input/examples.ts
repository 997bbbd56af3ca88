// Descriptions to begin with, one for each dialect. We wrote them.

import broken from "../../examples/broken.yaml";
import library from "../../examples/library.yaml";
import pets from "../../examples/pets.yaml";
import shop from "../../examples/shop.yaml";
import streams from "../../examples/streams.yaml";
import weather from "../../examples/weather.postman.json";

export interface Example {
  title: string;
  name: string;
  text: string;
}

export const EXAMPLES: Example[] = [
  { title: "Pets (OpenAPI 3.0)", name: "pets.yaml", text: pets },
  { title: "A shop with webhooks (OpenAPI 3.1)", name: "shop.yaml", text: shop },
  { title: "Chat with a stream of events (OpenAPI 3.2)", name: "streams.yaml", text: streams },
  { title: "A library (Swagger, OpenAPI 2.0)", name: "library.yaml", text: library },
  { title: "Weather (Postman collection)", name: "weather.postman.json", text: weather },
  { title: "One with mistakes, and how to mend them", name: "broken.yaml", text: broken },
];
