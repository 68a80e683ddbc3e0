using EventDriven.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EventDriven.Grpc.Tests.Application;

/// <summary>A host that serves <see cref="ProbeService"/> on a free port, over HTTP/2 without TLS.</summary>
internal sealed class GrpcHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GrpcHost(WebApplication app, Script script, ManualTime time, LogLines log)
    {
        (_app, Script, Time, Log) = (app, script, time, log);
        Address = new Uri(app.Urls.Single());
        Http = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    /// <summary>For requests that no gRPC client would send.</summary>
    public HttpClient Http { get; }

    public Script Script { get; }

    /// <summary>What the deadlines are counted by.</summary>
    public ManualTime Time { get; }

    public LogLines Log { get; }

    public static async Task<GrpcHost> StartAsync(
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? pipeline = null,
        Action<GrpcServiceEndpointConventionBuilder>? conventions = null,
        HttpProtocols protocols = HttpProtocols.Http2
    )
    {
        var (script, time, log) = (new Script(), new ManualTime(), new LogLines());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = protocols);
            kestrel.Limits.MinRequestBodyDataRate = null; // Requests that stay unfinished are part of what is tested.
        });
        builder.Services.AddSingleton<TimeProvider>(time).AddSingleton(script);
        services?.Invoke(builder.Services);
        builder.Services.AddGrpc(options => options.MaxReceiveMessageSize = 1024 * 1024);
        var app = builder.Build();
        pipeline?.Invoke(app);
        var probe = app.MapGrpcService<ProbeService>();
        conventions?.Invoke(probe);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new GrpcHost(app, script, time, log);
    }

    /// <summary>Begins to shut down; ends when everything in flight has.</summary>
    public Task StopAsync() => _app.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
