using EventDriven.Grpc.Tests.Application;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace EventDriven.Grpc.Tests;

public sealed class When_a_service_is_mapped
{
    [Fact]
    public async Task Without_AddGrpc_the_error_says_what_is_missing()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();

        Should
            .Throw<InvalidOperationException>(() => app.MapGrpcService<ProbeService>())
            .Message.ShouldContain("services.AddGrpc()");
    }

    [Fact]
    public async Task A_class_that_is_no_service_is_refused()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddGrpc();
        await using var app = builder.Build();

        Should
            .Throw<InvalidOperationException>(() => app.MapGrpcService<Script>())
            .Message.ShouldContain("is no gRPC service");
    }

    [Fact]
    public async Task Each_call_has_a_service_and_a_scope_of_its_own_until_it_ends()
    {
        var lives = new Lives();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2)
        );
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(lives).AddScoped<Scoped>();
        await using var app = builder.Build();
        app.MapGrpcService<ScopedService>();
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        for (var i = 0; i < 2; i++)
        {
            using var response = await http.SendAsync(
                Raw.Call("Ask", Raw.Frame(new Question())),
                TestContext.Current.CancellationToken
            );
            (await Raw.StatusAsync(response)).ShouldBe(StatusCode.OK);
        }
        await app.StopAsync(TestContext.Current.CancellationToken);

        lives.Told.ShouldBe([
            "begin",
            "call",
            "service ends",
            "scope ends",
            "begin",
            "call",
            "service ends",
            "scope ends",
        ]);
    }

    private sealed class Lives
    {
        public List<string> Told { get; } = [];
    }

    private sealed class Scoped(Lives lives) : IDisposable
    {
        public void Begin() => lives.Told.Add("begin");

        public void Dispose() => lives.Told.Add("scope ends");
    }

    private sealed class ScopedService : Probe.ProbeBase, IAsyncDisposable
    {
        private readonly Lives _lives;

        public ScopedService(Lives lives, Scoped scoped)
        {
            _lives = lives;
            scoped.Begin();
        }

        public override Task<Answer> Ask(Question request, ServerCallContext context)
        {
            _lives.Told.Add("call");
            return Task.FromResult(new Answer());
        }

        public ValueTask DisposeAsync()
        {
            _lives.Told.Add("service ends");
            return ValueTask.CompletedTask;
        }
    }
}
