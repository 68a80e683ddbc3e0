using EventDriven.Grpc.Tests.Application;
using EventDriven.TestServers;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace EventDriven.Grpc.Tests;

public sealed class When_a_method_is_not_served
{
    [Theory]
    [InlineData("/eventdriven.grpc.tests.Probe/Forget")]
    [InlineData("/eventdriven.grpc.tests.Oracle/Ask")]
    public async Task The_client_is_told_so(string path)
    {
        await using var host = await GrpcHost.StartAsync();

        var status = await ProbeClient.StatusAsync(host, new GrpcJsCall(null, Path: path));

        status.Code.ShouldBe(StatusCode.Unimplemented);
        status.Details.ShouldBe($"There is no method {path} here.");
    }

    [Fact]
    public async Task A_page_for_errors_is_not_sent_instead()
    {
        await using var host = await GrpcHost.StartAsync(services =>
            services.AddProblemDetails().AddTransient<Microsoft.AspNetCore.Hosting.IStartupFilter, ErrorPages>()
        );

        var status = await ProbeClient.StatusAsync(
            host,
            new GrpcJsCall(null, Path: "/eventdriven.grpc.tests.Oracle/Ask")
        );

        status.Details.ShouldBe("There is no method /eventdriven.grpc.tests.Oracle/Ask here.");
    }

    [Theory]
    [InlineData("Tell")]
    [InlineData("Talk")]
    public async Task Because_it_takes_a_stream_of_requests_the_client_is_told_that(string method)
    {
        await using var host = await GrpcHost.StartAsync();

        var status = await ProbeClient.StatusAsync(host, new GrpcJsCall(method));

        status.Code.ShouldBe(StatusCode.Unimplemented);
        status.Details.ShouldContain("takes a stream of requests");
    }

    [Fact]
    public async Task Other_clients_get_the_status_of_HTTP()
    {
        await using var host = await GrpcHost.StartAsync();
        using var request = Raw.Call("Forget", []);
        request.Content!.Headers.ContentType = new("application/json");

        using var response = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    private sealed class ErrorPages : Microsoft.AspNetCore.Hosting.IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.UseStatusCodePages();
                next(app);
            };
    }
}
