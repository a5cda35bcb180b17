// Draws the API's reference at /docs: Swagger UI over this server's own description, with nothing from elsewhere.
addEventListener("DOMContentLoaded", () => {
  window.SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#dz-reference",
    deepLinking: true,
    validatorUrl: null, // else a badge is fetched from a host of Swagger's
    queryConfigEnabled: false, // else ?url= in the address would name another description
    defaultModelsExpandDepth: 0,
  });
});
