import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("relance_contact_guard_tour", {
    url: "/odoo/relance-cases",
    steps: () => [
        {
            content: "A colleague is in contact",
            trigger:
                ".o_kanban_record:contains(Boulangerie Morel) .o_relance_contact:contains(Anne)",
        },
        {
            content: "Open the case",
            trigger: ".o_kanban_record:contains(Boulangerie Morel)",
            run: "click",
        },
        {
            content: "The form says so too",
            trigger: ".o_form_view .o_relance_contact:contains(Anne)",
        },
        {
            content: "Review the reminder",
            trigger: "button[name=action_send_next]:visible",
            run: "click",
        },
        {
            content: "The message knows who is in contact",
            trigger: ".o_field_widget[name=guard_warning]:contains(Anne)",
        },
        {
            trigger: "button[name=action_confirm]",
            run: "click",
        },
        {
            content: "Who, and since when",
            trigger: ".modal .o_field_widget[name=contacts]:contains(Anne)",
        },
        {
            content: "Without a reason nothing leaves",
            trigger: ".modal button[name=action_apply]:visible",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=reason].o_field_invalid input",
            run: "edit Vu avec Anne",
        },
        {
            trigger: ".modal button[name=action_apply]:visible",
            run: "click",
        },
        {
            content: "Confirmed, with its reason",
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=guard_reason]:contains(Vu avec Anne)",
        },
    ],
});
