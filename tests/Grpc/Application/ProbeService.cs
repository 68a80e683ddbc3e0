using Grpc.Core;
using Microsoft.AspNetCore.Authorization;

namespace EventDriven.Grpc.Tests.Application;

internal sealed class ProbeService(Script script) : Probe.ProbeBase
{
    public override Task<Answer> Ask(Question request, ServerCallContext context) => script.Ask(request, context);

    [Authorize]
    public override Task<Answer> AskInPrivate(Question request, ServerCallContext context) =>
        script.Ask(request, context);

    public override Task Listen(
        Question request,
        IServerStreamWriter<Answer> responseStream,
        ServerCallContext context
    ) => script.Listen(request, responseStream, context);
}
