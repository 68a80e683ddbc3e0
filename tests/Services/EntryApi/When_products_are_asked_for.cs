using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

public sealed class When_products_are_asked_for
{
    [Fact]
    public async Task Inventorys_answer_is_shown()
    {
        await using var host = await EntryApiHost.StartAsync();

        using var response = await host.Client.GetAsync("/products", TestContext.Current.CancellationToken);

        (await response.Problemless()).ToJsonString().ShouldBe(
            """[{"sku":"TEA-1","name":"Tea","price":{"amount":"4.50","currency":"EUR"},"available":17}]""");
    }

    [Fact]
    public async Task Without_Inventory_it_is_unavailable_for_now()
    {
        await using var host = await EntryApiHost.StartAsync(withInventory: false);

        using var response = await host.Client.GetAsync("/products", TestContext.Current.CancellationToken);

        await response.Problem(503);
        response.Headers.RetryAfter!.Delta.ShouldNotBeNull();
    }
}
