declare module "*.yaml" {
  const text: string;
  export default text;
}
declare module "*.postman.json" {
  const text: string;
  export default text;
}
