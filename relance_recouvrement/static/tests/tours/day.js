import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("relance_day_tour", {
    url: "/odoo/relance-day",
    steps: () => [
        {
            content: "Two messages and an answer wait",
            trigger: ".o_relance_day_counter[data-task=confirm]:contains(2)",
        },
        {
            trigger: ".o_relance_day_counter[data-task=reply]:contains(1)",
        },
        {
            content: "The column of answers comes before the messages to confirm",
            trigger:
                ".o_kanban_group:contains(Salon Dupont) + .o_kanban_group:contains(Garage Petit)",
        },
        {
            content: "Show the messages to confirm only",
            trigger: ".o_relance_day_counter[data-task=confirm]",
            run: "click",
        },
        {
            trigger: ".o_relance_day_counter[data-task=confirm][aria-pressed=true]",
        },
        {
            content: "The other counters stay",
            trigger: ".o_relance_day_counter[data-task=reply]:contains(1)",
        },
        {
            content: "Suspend the case from its card",
            trigger: ".o_kanban_record:contains(Garage Petit) [name=action_hold]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit Avoir en préparation",
        },
        {
            trigger:
                ".modal .o_field_widget[name=until] button, .modal .o_field_widget[name=until] input",
            run: "click",
        },
        {
            trigger: ".o_datetime_picker .o_next",
            run: "click",
        },
        {
            trigger:
                ".o_datetime_picker .o_date_item_cell:not(.o_out_of_range):contains(15)",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "Nothing of it is to be done any more",
            trigger:
                "body:not(:has(.modal)) .o_relance_day_counter[data-task=confirm]:contains(1)",
        },
        {
            content: "Review the message of the other one from its card",
            trigger:
                ".o_kanban_record:contains(Boulangerie Morel) [name=action_prepare]",
            run: "click",
        },
        {
            trigger: "button[name=action_confirm]",
            run: "click",
        },
        {
            trigger: ".o_back_button, .breadcrumb-item a",
            run: "click",
        },
        {
            content: "Done: it is gone, and the counter knows",
            trigger: ".o_relance_day_counter[data-task=confirm]:contains(0)",
        },
    ],
});
