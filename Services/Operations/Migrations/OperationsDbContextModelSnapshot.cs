using EventDriven.ServiceDefaults;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EventDriven.Operations.Migrations;

/// <summary>The model that the migrations add up to.</summary>
[DbContext(typeof(OperationsDbContext))]
public sealed class OperationsDbContextModelSnapshot : ConventionalModelSnapshot
{
    /// <inheritdoc />
    protected override void BuildModel(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity("EventDriven.Operations.Domain.TrackedOrder", entity =>
        {
            entity.Property<Guid>("OrderId").ValueGeneratedNever().HasColumnType("uuid");
            entity.Property<string>("CustomerId").HasMaxLength(64).HasColumnType("character varying(64)");
            entity.Property<DateTimeOffset>("SubmittedAt").HasColumnType("timestamp with time zone");
            entity.Property<string>("State").IsRequired().HasMaxLength(64).HasColumnType("character varying(64)");
            entity.Property<int>("Sequence").IsConcurrencyToken().HasColumnType("integer");
            entity.Property<DateTimeOffset>("StateSince").HasColumnType("timestamp with time zone");
            entity.Property<DateTimeOffset>("UpdatedAt").HasColumnType("timestamp with time zone");
            entity.Property<DateTimeOffset?>("EndedAt").HasColumnType("timestamp with time zone");
            entity.Property<DateTimeOffset?>("StuckAt").HasColumnType("timestamp with time zone");
            entity.Property<string>("Step").HasMaxLength(64).HasColumnType("character varying(64)");
            entity.Property<string>("Participant").HasMaxLength(64).HasColumnType("character varying(64)");
            entity.Property<int?>("Attempt").HasColumnType("integer");
            entity.Property<int?>("MaxAttempts").HasColumnType("integer");
            entity.Property<DateTimeOffset?>("WaitsUntil").HasColumnType("timestamp with time zone");
            entity.Property<int>("WaitSequence").HasColumnType("integer");
            entity.Property<string>("Undo").IsRequired().HasMaxLength(400).HasColumnType("character varying(400)");
            entity.Property<string>("Reason").HasColumnType("text");
            entity.Property<decimal?>("TotalAmount").HasPrecision(18, 2).HasColumnType("numeric(18,2)");
            entity.Property<string>("TotalCurrency").HasMaxLength(3).HasColumnType("character varying(3)");
            entity.Property<int?>("MachineVersion").HasColumnType("integer");
            entity.HasKey("OrderId");
            entity.HasIndex("SubmittedAt", "OrderId");
            entity.HasIndex("CustomerId", "SubmittedAt", "OrderId");
            entity.HasIndex("State", "SubmittedAt", "OrderId");
            entity.HasIndex("StuckAt", "OrderId").HasFilter("\"StuckAt\" IS NOT NULL");
            entity.HasIndex("EndedAt", "OrderId").HasFilter("\"EndedAt\" IS NOT NULL");
            entity.ToTable("TrackedOrders");
        });
        modelBuilder.Entity("EventDriven.Operations.Domain.TrackedLine", entity =>
        {
            entity.Property<Guid>("OrderId").ValueGeneratedNever().HasColumnType("uuid");
            entity.Property<int>("Number").ValueGeneratedNever().HasColumnType("integer");
            entity.Property<string>("Sku").IsRequired().HasMaxLength(64).HasColumnType("character varying(64)");
            entity.Property<int>("Quantity").HasColumnType("integer");
            entity.Property<DateTimeOffset>("SubmittedAt").HasColumnType("timestamp with time zone");
            entity.HasKey("OrderId", "Number");
            entity.HasIndex("Sku", "SubmittedAt", "OrderId");
            entity.ToTable("TrackedLines");
        });
        modelBuilder.Entity("EventDriven.Operations.Domain.HistoryEntry", entity =>
        {
            entity.Property<Guid>("OrderId").ValueGeneratedNever().HasColumnType("uuid");
            entity.Property<int>("Sequence").ValueGeneratedNever().HasColumnType("integer");
            entity.Property<string>("Event").HasMaxLength(64).HasColumnType("character varying(64)");
            entity.Property<string>("From").HasMaxLength(64).HasColumnType("character varying(64)");
            entity.Property<string>("State").IsRequired().HasMaxLength(64).HasColumnType("character varying(64)");
            entity.Property<string>("Cause").IsRequired().HasColumnType("text");
            entity.Property<Guid?>("MessageId").HasColumnType("uuid");
            entity.Property<Guid?>("ConversationId").HasColumnType("uuid");
            entity.Property<string>("TraceId").HasMaxLength(32).HasColumnType("character varying(32)");
            entity.Property<string>("Step").HasMaxLength(64).HasColumnType("character varying(64)");
            entity.Property<int?>("Attempt").HasColumnType("integer");
            entity.Property<DateTimeOffset?>("WaitsUntil").HasColumnType("timestamp with time zone");
            entity.Property<DateTimeOffset>("At").HasColumnType("timestamp with time zone");
            entity.HasKey("OrderId", "Sequence");
            entity.ToTable("HistoryEntries");
        });
        modelBuilder.Entity("EventDriven.Operations.Domain.FailedMessage", entity =>
        {
            entity.Property<Guid>("Id").ValueGeneratedNever().HasColumnType("uuid");
            entity.Property<string>("Queue").IsRequired().HasMaxLength(64).HasColumnType("character varying(64)");
            entity.Property<string>("RestedIn").IsRequired().HasMaxLength(80).HasColumnType("character varying(80)");
            entity.Property<string>("MessageType").IsRequired().HasMaxLength(200).HasColumnType("character varying(200)");
            entity.Property<Guid?>("MessageId").HasColumnType("uuid");
            entity.Property<Guid?>("OriginalMessageId").HasColumnType("uuid");
            entity.Property<Guid?>("OrderId").HasColumnType("uuid");
            entity.Property<string>("ExceptionType").IsRequired().HasMaxLength(300).HasColumnType("character varying(300)");
            entity.Property<string>("ExceptionMessage").HasColumnType("text");
            entity.Property<string>("MaskedMessage").HasColumnType("text");
            entity.Property<string>("StackTrace").HasColumnType("text");
            entity.Property<string>("Headers").IsRequired().HasColumnType("text");
            entity.Property<string>("ContentType").IsRequired().HasMaxLength(100).HasColumnType("character varying(100)");
            entity.Property<byte[]>("Body").IsRequired().HasColumnType("bytea");
            entity.Property<byte[]>("EditedBody").HasColumnType("bytea");
            entity.Property<DateTimeOffset>("FailedAt").HasColumnType("timestamp with time zone");
            entity.Property<DateTimeOffset>("TakenInAt").HasColumnType("timestamp with time zone");
            entity.Property<int>("PutBacks").HasColumnType("integer");
            entity.Property<string>("Status").IsRequired().HasMaxLength(16).HasColumnType("character varying(16)");
            entity.Property<DateTimeOffset?>("DecidedAt").HasColumnType("timestamp with time zone");
            entity.Property<Guid?>("ActionId").HasColumnType("uuid");
            entity.HasKey("Id");
            entity.HasIndex("Status", "RestedIn", "MessageType", "ExceptionType", "FailedAt", "Id");
            entity.HasIndex("Status", "FailedAt", "Id");
            entity.HasIndex("Status", "PutBacks").HasFilter("\"PutBacks\" > 0");
            entity.HasIndex("OrderId");
            entity.HasIndex("MessageId");
            entity.HasIndex("OriginalMessageId", "Queue");
            entity.HasIndex("ActionId").HasFilter("\"ActionId\" IS NOT NULL");
            entity.ToTable("FailedMessages");
        });
        modelBuilder.Entity("EventDriven.Operations.Domain.OperatorAction", entity =>
        {
            entity.Property<Guid>("Id").ValueGeneratedNever().HasColumnType("uuid");
            entity.Property<DateTimeOffset>("At").HasColumnType("timestamp with time zone");
            entity.Property<string>("Operator").IsRequired().HasMaxLength(255).HasColumnType("character varying(255)");
            entity.Property<string>("Action").IsRequired().HasMaxLength(32).HasColumnType("character varying(32)");
            entity.Property<Guid?>("OrderId").HasColumnType("uuid");
            entity.Property<string>("Reason").IsRequired().HasColumnType("text");
            entity.Property<string>("Outcome").IsRequired().HasColumnType("text");
            entity.HasKey("Id");
            entity.HasIndex("At", "Id");
            entity.HasIndex("Operator", "At", "Id");
            entity.HasIndex("OrderId");
            entity.ToTable("OperatorActions");
        });
        modelBuilder.Entity("EventDriven.Operations.Domain.Replica", entity =>
        {
            entity.Property<Guid>("Id").ValueGeneratedNever().HasColumnType("uuid");
            entity.Property<DateTimeOffset>("SeenAt").HasColumnType("timestamp with time zone");
            entity.Property<string>("Report").IsRequired().HasColumnType("text");
            entity.HasKey("Id");
            entity.HasIndex("SeenAt");
            entity.ToTable("Replicas");
        });
        modelBuilder.Entity("EventDriven.Operations.Domain.Workflow", entity =>
        {
            entity.Property<int>("Version").ValueGeneratedNever().HasColumnType("integer");
            entity.Property<string>("Description").IsRequired().HasColumnType("text");
            entity.HasKey("Version");
            entity.ToTable("Workflows");
        });
        modelBuilder.Entity("Microsoft.AspNetCore.DataProtection.EntityFrameworkCore.DataProtectionKey", entity =>
        {
            entity.Property<int>("Id").ValueGeneratedOnAdd().UseIdentityByDefaultColumn().HasColumnType("integer");
            entity.Property<string>("FriendlyName").HasColumnType("text");
            entity.Property<string>("Xml").HasColumnType("text");
            entity.HasKey("Id");
            entity.ToTable("DataProtectionKeys");
        });
        modelBuilder.AddTransactionalOutboxEntities();
    }
}
