using EventDriven.EntryApi.Endpoints.Views;

namespace EventDriven.AllInOne;

internal static class Welcome
{
    public static async Task Show(OrderClient client, DataFolder data, CancellationToken stopping)
    {
        await client.Ready(stopping);
        var at = client.Address.GetLeftPart(UriPartial.Authority);
        Console.WriteLine(
            $"""

            All services run in this process.

              data       {data.FullPath}
              API        {at}
              console    {at}/console
              products   {at}/products
              health     {at}/health/ready

            """
        );
        Console.WriteLine(
            client.HasToken
                ? SomethingToTry(at, await client.Products(stopping))
                : "Each request needs a token of the issuer that the settings (Authentication) name."
        );
        Console.WriteLine(
            """

            Ctrl+C stops it; started again on the same folder, it carries on.

            """
        );
    }

    private static string SomethingToTry(string at, IReadOnlyList<ProductView> products)
    {
        var sku = (products.FirstOrDefault(product => product.Available > 0) ?? products[0]).Sku;
        return $$$"""
            Place an order; its Location says how it goes:

              TOKEN=$(dotnet run --project Services/AllInOne -- token --customer c-1)
              curl -i {{{at}}}/orders -H "Authorization: Bearer $TOKEN" -H "Idempotency-Key: {{{Guid.NewGuid()}}}" \
                -H 'Content-Type: application/json' -d '{"customerId":"c-1","email":"ada@example.com",
                "lines":[{"sku":"{{{sku}}}","quantity":1}],"payment":{"token":"tok_accepted"},
                "shipTo":{"name":"Ada","street":"Main Street 1","city":"Berlin","postalCode":"10115","country":"DE"}}'
            """;
    }
}
